//! The three calls by `llama-cloud`, as it comes: with retries, throttle, limits, tracing and redaction.

use crate::drive::{Client, Failed};
use crate::sample::{DIRECTORY, JOB, KEY, PROJECT, item_ids, prompt};
use llama_cloud::{
    BatchCreateParams, BatchListParams, BatchParseJobRecordCreate, BatchParseParameters, LlamaCloud,
};

/// With a transport: reqwest, or hyper's own client where the feature `hyper` is on.
#[derive(Debug)]
pub struct Ours<const HYPER: bool> {
    client: LlamaCloud,
    params: BatchCreateParams,
    page: BatchListParams,
}

impl<const HYPER: bool> Client for Ours<HYPER> {
    fn connect(base: &str) -> Result<Self, Failed> {
        let client = LlamaCloud::builder().base_url(base).api_key(KEY).project_id(PROJECT);
        #[cfg(not(feature = "hyper"))]
        const {
            assert!(!HYPER, "the feature `hyper` is off")
        };
        #[cfg(feature = "hyper")]
        let client = if HYPER { client.hyper() } else { client };
        let client = client.build()?;
        let parameters = BatchParseParameters::builder()
            .high_res_ocr(true)
            .max_pages(200)
            .target_pages("0-199")
            .user_prompt(prompt())
            .build();
        let params = BatchCreateParams::builder()
            .job_config(BatchParseJobRecordCreate::builder().parameters(parameters).build())
            .directory_id(DIRECTORY)
            .item_ids(item_ids())
            .page_size(100)
            .build();
        Ok(Self { client, params, page: BatchListParams::builder().limit(100).build() })
    }

    async fn create(&self) -> Result<usize, Failed> {
        let job = self.client.beta().batch().create(&self.params).await?;
        Ok(usize::from(!job.id.is_empty()))
    }

    async fn list(&self) -> Result<usize, Failed> {
        Ok(self.client.beta().batch().list(&self.page).await?.items.len())
    }

    async fn get_status(&self) -> Result<usize, Failed> {
        let status = self.client.beta().batch().get_status(JOB).await?;
        Ok(usize::from(!status.job.id.is_empty()))
    }
}
