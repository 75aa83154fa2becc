//! The client of the service.

use endpoint::{Client, Download, Endpoints, Result};

pub use self::builder::LlamaCloudBuilder;
use crate::batch::{BatchEndpoints, JobItemsEndpoints};
use crate::directories::{DirectoryEndpoints, DirectoryFileEndpoints};
use crate::files::{FileEndpoints, PresignedUrl};
use crate::parsing::ParsingEndpoints;

mod builder;

/// The client of LlamaCloud.
///
/// Cloning is cheap, and clones share connections, retry budget and throttle. The handles mirror the
/// service: `client.beta().batch().create(&params).await?`.
///
/// ```
/// # fn main() -> llama_cloud::Result<()> {
/// let client = llama_cloud::LlamaCloud::builder().api_key("llx-1234").project_id("p-1").build()?;
/// # let _ = client;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct LlamaCloud {
    client: Client,
}

impl LlamaCloud {
    /// A client to be configured; `api_key` is all it needs.
    pub fn builder() -> LlamaCloudBuilder {
        LlamaCloudBuilder::default()
    }

    /// The client that the environment describes.
    ///
    /// | variable | means |
    /// |---|---|
    /// | `LLAMA_CLOUD_API_KEY` | the key |
    /// | `LLAMA_PARSE_API_KEY` | the key, if the first is unset or empty |
    /// | `LLAMA_CLOUD_BASE_URL` | where the service is; the default is `https://api.cloud.llamaindex.ai` |
    /// | `LLAMA_CLOUD_CUSTOM_HEADERS` | headers for every request, one `Name: value` a line |
    ///
    /// An empty variable counts as unset.
    ///
    /// # Errors
    /// [`Kind::Build`](crate::Kind::Build), with the name of the variable, if there is no key or if
    /// one of them holds what it can't.
    pub fn from_env() -> Result<Self> {
        Self::builder().env().build()
    }

    /// A client that shares everything with this one, and works in another project.
    #[must_use]
    pub fn in_project(&self, project_id: impl Into<String>) -> Self {
        Self { client: self.client.with_query("project_id", project_id) }
    }

    /// A client that shares everything with this one, and works in another organization.
    #[must_use]
    pub fn in_organization(&self, organization_id: impl Into<String>) -> Self {
        Self { client: self.client.with_query("organization_id", organization_id) }
    }

    /// Fetches what a presigned URL leads to, without the key and the client's headers. Await it for the
    /// content, or write it [to a file](endpoint::Download::to_file).
    ///
    /// ```
    /// # tokio_test::block_on(async {
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = llama_cloud::LlamaCloud::builder();
    /// # let client = client.base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// use llama_cloud::{FileCreateParams, FileGetParams, Part};
    ///
    /// let file = Part::text("a few words").file_name("words.txt");
    /// let params = FileCreateParams::builder().file(file).purpose("parse").build();
    /// let file = client.files().create(&params).await?;
    ///
    /// let url = client.files().get(&file.id, &FileGetParams::default()).await?;
    /// assert_eq!(client.download(&url).await?, "a few words");
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    pub fn download(&self, url: &PresignedUrl) -> Download {
        self.client.download(url.url.clone())
    }

    /// What the service calls beta: batches and directories.
    #[must_use]
    pub fn beta(&self) -> Beta<'_> {
        Beta { client: self }
    }

    /// Stored files.
    #[must_use]
    pub fn files(&self) -> &dyn FileEndpoints {
        self
    }

    /// Parse jobs: one document each.
    #[must_use]
    pub fn parsing(&self) -> &dyn ParsingEndpoints {
        self
    }
}

/// What the service calls beta; see [`LlamaCloud::beta`].
#[derive(Clone, Copy, Debug)]
pub struct Beta<'a> {
    client: &'a LlamaCloud,
}

impl<'a> Beta<'a> {
    /// Batch jobs.
    #[must_use]
    pub fn batch(self) -> &'a dyn BatchEndpoints {
        self.client
    }

    /// Directories, and the files in them.
    #[must_use]
    pub fn directories(self) -> &'a dyn DirectoryEndpoints {
        self.client
    }
}

impl Endpoints for LlamaCloud {
    fn client(&self) -> &Client {
        &self.client
    }
}

/// The plain client has them too, so that a handle can hand out another from what it has.
macro_rules! has_endpoints {
    ($($endpoints:ident)*) => {
        $(impl $endpoints for LlamaCloud {}
        impl $endpoints for Client {})*
    };
}

has_endpoints! {
    BatchEndpoints JobItemsEndpoints DirectoryEndpoints DirectoryFileEndpoints FileEndpoints
    ParsingEndpoints
}
