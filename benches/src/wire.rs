//! The types of the three calls as a user writes them by hand.

#![expect(missing_docs, reason = "the contract tells what the fields are")]

use serde::{Deserialize, Serialize};

/// What `create` sends.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct CreateParams {
    pub job_config: JobConfig,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_ids: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<i64>,
}

#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct JobConfig {
    pub job_name: &'static str,
    pub parameters: Parameters,
}

#[derive(Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Parameters {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high_res_ocr: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_pages: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_pages: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_prompt: Option<String>,
}

#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct Job {
    pub id: String,
    pub job_type: JobType,
    pub project_id: String,
    pub status: Status,
    pub total_items: i64,
    pub completed_at: Option<String>,
    pub created_at: Option<String>,
    pub directory_id: Option<String>,
    pub effective_at: Option<String>,
    pub error_message: Option<String>,
    pub failed_items: Option<i64>,
    pub job_record_id: Option<String>,
    pub processed_items: Option<i64>,
    pub skipped_items: Option<i64>,
    pub started_at: Option<String>,
    pub updated_at: Option<String>,
    pub workflow_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum JobType {
    Parse,
    Extract,
    Classify,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    Pending,
    Running,
    Dispatched,
    Completed,
    Failed,
    Cancelled,
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct JobPage {
    pub items: Vec<Job>,
    pub next_page_token: Option<String>,
    pub total_size: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[non_exhaustive]
pub struct JobStatus {
    pub job: Job,
    pub progress_percentage: f64,
}
