//! The parameters of the batch endpoints.

use endpoint::Params;

use crate::builder::parameters;

use super::config::JobConfig;
use super::items::ItemStatus;
use super::job::{BatchJobStatusValue, JobType};

parameters! {
    /// The parameters of [`create`](super::BatchEndpoints::create) and
    /// [`submit`](super::BatchEndpoints::submit).
    ///
    /// `directory_id` or `item_ids` must be given; both are allowed, and the contract does not say what
    /// happens then. A request with neither is refused before it is sent.
    ///
    /// ```
    /// use llama_cloud::{BatchCreateParams, BatchParseJobRecordCreate, BatchParseParameters};
    ///
    /// let parameters = BatchParseParameters::builder().high_res_ocr(true).target_pages("0-4").build();
    /// let params = BatchCreateParams::builder()
    ///     .job_config(BatchParseJobRecordCreate::builder().parameters(parameters).build())
    ///     .directory_id("dir-1")
    ///     .build();
    /// # assert_eq!(params.directory_id.as_deref(), Some("dir-1"));
    /// ```
    #[derive(Clone, Debug, PartialEq, Params)]
    #[params(check = "check_create")]
    pub struct BatchCreateParams {
        /// What is done with the files.
        job_config: JobConfig,
        /// Directory mode: after so many files the job goes on in a new workflow run. The service takes
        /// `page_size` if it is absent.
        continue_as_new_threshold?: i64,
        /// The directory whose files are processed.
        directory_id?: String,
        /// The items that are processed.
        item_ids?: Vec<String>,
        /// Directory mode: how many files make a batch.
        page_size?: i64,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
        /// The header `temporal-namespace`.
        #[header]
        temporal_namespace?: String,
    }
}

fn check_create(params: &BatchCreateParams) -> Result<(), String> {
    if params.directory_id.as_deref() == Some("") {
        return Err("`directory_id` is empty: give the id of a directory, or leave it out".into());
    }
    let items = params.item_ids.as_deref().unwrap_or_default();
    if items.iter().any(String::is_empty) {
        return Err("`item_ids` holds an empty id: each is the id of a file".into());
    }
    if params.directory_id.is_none() && items.is_empty() {
        return Err("a batch needs `directory_id` or `item_ids`: set one of them, so that there \
                    is something to process"
            .into());
    }
    match &params.job_config {
        JobConfig::Parse(config) => match config.parameters.as_ref().and_then(|p| p.not_a_number())
        {
            Some(name) => Err(format!(
                "`job_config.parameters.{name}` is no number that JSON can write: give a finite one"
            )),
            None => Ok(()),
        },
        JobConfig::Classify(_) | JobConfig::Unknown(_) => Ok(()),
    }
}

parameters! {
    /// The parameters of [`list`](super::BatchEndpoints::list): which jobs, and which page of them.
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct BatchListParams {
        /// Only jobs over this directory.
        #[query]
        directory_id?: String,
        /// Only jobs of this type.
        #[query]
        job_type?: JobType,
        /// How many jobs a page holds at most.
        #[query]
        limit?: i64,
        /// How many jobs are skipped before the page.
        #[query]
        offset?: i64,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
        /// Only jobs in this state.
        #[query]
        status?: BatchJobStatusValue,
    }
}

parameters! {
    /// The parameters of [`cancel`](super::BatchEndpoints::cancel).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct BatchCancelParams {
        /// Why, in words for people.
        reason?: String,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
        /// The header `temporal-namespace`.
        #[header]
        temporal_namespace?: String,
    }
}

parameters! {
    /// The parameters of [`job_items().list`](super::JobItemsEndpoints::list): which items, and which
    /// page of them.
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct JobItemListParams {
        /// How many items a page holds at most.
        #[query]
        limit?: i64,
        /// How many items are skipped before the page.
        #[query]
        offset?: i64,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
        /// Only items in this state.
        #[query]
        status?: ItemStatus,
    }
}

parameters! {
    /// The parameters of
    /// [`job_items().get_processing_results`](super::JobItemsEndpoints::get_processing_results).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct JobItemGetProcessingResultsParams {
        /// Only results of this type.
        #[query]
        job_type?: JobType,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}
