//! The client of the service.

use endpoint::{Client, Download, Endpoints, Result};

pub use self::builder::LlamaCloudBuilder;
use crate::batch::{BatchEndpoints, JobItemsEndpoints};
use crate::directories::{DirectoryEndpoints, DirectoryFileEndpoints, UploadAll};
use crate::documents::Document;
use crate::files::{FileEndpoints, PresignedUrl};
use crate::parsing::ParsingEndpoints;
use crate::results::Results;
use crate::run::Run;

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

    /// Uploads documents into a directory: any number, a bounded number at once, each of them once.
    ///
    /// `documents` are paths, or [`Document`]s under names of their own; [`Documents`](crate::Documents) gathers them from
    /// folders and patterns. They are taken as they are needed, and streamed from disk: memory grows
    /// neither with their sizes nor, but for their names, with their number. A document whose name another
    /// had before it gets a number behind its `unique_id`.
    ///
    /// What the directory has already, by the same `unique_id`, is not sent again: repeat the call, and
    /// only the rest is sent. One document that fails stops no other; what would fail all of them, such as
    /// a key that is refused, ends the sending, and the rest is [not tried](crate::UploadFate::NotTried).
    ///
    /// # Errors
    /// If the directory can't be listed; nothing has been sent then.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = llama_cloud::LlamaCloud::builder();
    /// # let client = client.base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let directory_id = sandbox.directory(&[]);
    /// # let folder = tempfile::tempdir()?;
    /// # std::fs::write(folder.path().join("a.txt"), "words")?;
    /// # let path = folder.path();
    /// use llama_cloud::{Documents, UploadFate};
    ///
    /// let documents = Documents::new().path(path)?;
    /// let mut uploads = client.upload_all(&directory_id, documents).at_once(32).stream();
    /// while let Some(upload) = uploads.next().await {
    ///     let upload = upload?;
    ///     match &upload.fate {
    ///         UploadFate::Sent(file) => println!("{}: {}", upload.name, file.id),
    ///         UploadFate::Present { .. } => println!("{} was there", upload.name),
    ///         other => println!("{}: {other:?}", upload.name),
    ///     }
    ///     # assert!(upload.fate.file_id().is_some());
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    pub fn upload_all<'a, D>(&'a self, directory_id: &str, documents: D) -> UploadAll<'a>
    where
        D: IntoIterator<Item: Into<Document> + 'a, IntoIter: Send + 'a>,
    {
        let documents = documents.into_iter().map(Into::into);
        UploadAll::new(self, directory_id, documents)
    }

    /// Takes documents through a batch: a directory of its own, their upload, the job, and their results as
    /// they finish.
    ///
    /// `documents` are paths, or [`Document`]s under names of their own; [`Documents`](crate::Documents)
    /// gathers them from folders and patterns. Each has a [`Fate`](crate::Fate) in the end. One that fails
    /// stops no other.
    ///
    /// With a [`folder`](Run::folder) results go to files, and with a [`journal`](Run::journal) a run that
    /// was killed goes on where it was, when the same call is made again.
    ///
    /// # Errors
    /// [`RunError`](crate::RunError), with the ids of what was made, if the run can't go on to its end.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = llama_cloud::LlamaCloud::builder();
    /// # let client = client.base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let folder = tempfile::tempdir()?;
    /// # std::env::set_current_dir(folder.path())?;
    /// # std::fs::create_dir("letters")?;
    /// # std::fs::write("letters/a.txt", "Dear reader")?;
    /// use llama_cloud::{Documents, RunEvent};
    ///
    /// let documents = Documents::new().path("letters")?;
    /// let run = client.run(documents).folder("results").journal("letters.journal");
    /// let mut events = run.stream();
    /// while let Some(event) = events.next().await {
    ///     match event? {
    ///         RunEvent::Created { job_id } => println!("the job is {job_id}"),
    ///         RunEvent::Finished(fate) => println!("{}: {}", fate.name, fate.status),
    ///         RunEvent::Done(report) => println!("all completed: {}", report.all_completed()),
    ///         _ => {}
    ///     }
    /// }
    /// assert_eq!(std::fs::read_to_string("results/letters/a.txt.md")?, "Dear reader");
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    pub fn run<'a, D>(&'a self, documents: D) -> Run<'a>
    where
        D: IntoIterator<Item: Into<Document> + 'a, IntoIter: Send + 'a>,
    {
        Run::new(self, documents.into_iter().map(Into::into))
    }

    /// Fetches the results of a job, each as soon as its item has finished.
    ///
    /// # Errors
    /// [`RunError`](crate::RunError) if the job can't be followed to its end, or a result can't be written;
    /// one that can't be had is [`Lost`](crate::Output::Lost), and stops no other.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # let sandbox = llama_cloud_sandbox::Sandbox::start().await?;
    /// # let client = llama_cloud::LlamaCloud::builder();
    /// # let client = client.base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let job_id = sandbox.job();
    /// use llama_cloud::Output;
    ///
    /// let mut results = client.results(&job_id).stream();
    /// while let Some(result) = results.next().await {
    ///     let result = result?;
    ///     match &result.output {
    ///         Output::Text(text) => println!("{}: {text}", result.item.item_name),
    ///         _ => println!("{} is {}", result.item.item_name, result.item.status),
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    pub fn results(&self, job_id: &str) -> Results<'_> {
        Results::new(self, job_id)
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
