//! Directories, and the files in them.

use std::collections::BTreeMap;

use endpoint::{Call, Endpoints, PageItem, Params, Part, TokenPage, endpoint};
use serde_json::Value;

pub use self::upload_all::{Upload, UploadAll, UploadFate, Uploads};
pub use self::upload_once::{UploadError, UploadOnce};
use crate::builder::parameters;
use crate::files::PresignedUrl;
use crate::object::object;
use crate::open_enum::open_enum;
use crate::timestamp::Timestamp;

pub(crate) mod upload_all;
mod upload_once;

/// Directories: what a batch works on.
///
/// `client.beta().directories()` gives it.
pub trait DirectoryEndpoints: Endpoints {
    /// Makes a directory.
    ///
    /// Not idempotent: two of them may have one name. It is sent once, and an error whose outcome is
    /// unknown says so.
    ///
    /// Contract: `directories.create`, answer `DirectoryCreateResponse`.
    #[endpoint(post = "/api/v1/beta/directories")]
    fn create(&self, #[params] params: &DirectoryCreateParams) -> Call<Directory>;

    /// Lists directories.
    ///
    /// Contract: `directories.list`, answer a page of `DirectoryListResponse`.
    #[endpoint(get = "/api/v1/beta/directories")]
    fn list(&self, #[params] params: &DirectoryListParams) -> Call<TokenPage<Directory>>;

    /// Returns a directory.
    ///
    /// Contract: `directories.get`, answer `DirectoryGetResponse`.
    #[endpoint(get = "/api/v1/beta/directories/{directory_id}")]
    fn get(&self, directory_id: &str) -> Call<Directory>;

    /// Changes a directory's name or description.
    ///
    /// Idempotent, as what is set is set to a value: the same request twice does what one does.
    ///
    /// Contract: `directories.update`, answer `DirectoryUpdateResponse`.
    #[endpoint(patch = "/api/v1/beta/directories/{directory_id}", idempotent)]
    fn update(
        &self,
        directory_id: &str,
        #[params] params: &DirectoryUpdateParams,
    ) -> Call<Directory>;

    /// Deletes a directory.
    ///
    /// Idempotent; a repetition that finds it gone is a 404.
    ///
    /// Contract: `directories.delete`.
    #[endpoint(delete = "/api/v1/beta/directories/{directory_id}")]
    fn delete(&self, directory_id: &str) -> Call<()>;

    /// The files of directories.
    fn files(&self) -> &dyn DirectoryFileEndpoints {
        self.client()
    }
}

/// The files of directories.
///
/// `client.beta().directories().files()` gives it.
pub trait DirectoryFileEndpoints: Endpoints {
    /// Uploads a file into a directory.
    ///
    /// The file is streamed, and opened anew by each attempt. It is not idempotent: an upload whose
    /// outcome is unknown is not sent again. [`upload_once`](Self::upload_once) finds out whether it
    /// arrived.
    ///
    /// Contract: `directories.files.upload`, answer `FileUploadResponse`.
    #[endpoint(post = "/api/v1/beta/directories/{directory_id}/files/upload")]
    fn upload(
        &self,
        directory_id: &str,
        #[params] params: &DirectoryFileUploadParams,
    ) -> Call<DirectoryFile>;

    /// Uploads a file into a directory, and makes sure that it arrives once.
    ///
    /// It is [`upload`](Self::upload) made safe by the `unique_id`, which `params` must have. If
    /// nobody can tell whether the file arrived, it is looked for by that id for up to 15 s. Only if
    /// it is in no list then is it sent again, under the same id, twice at most; the service refuses
    /// a second file of one id in a directory.
    ///
    /// # Errors
    /// [`UploadError`], with the error of the upload, or with the copies if the directory shows more
    /// than one.
    ///
    /// # Example
    /// ```
    /// # tokio_test::block_on(async {
    /// # use llama_cloud::{DirectoryFileUploadParams, LlamaCloud, Part};
    /// # use llama_cloud_sandbox::{Fault, Match, Sandbox};
    /// # let sandbox = Sandbox::start().await?;
    /// # let client = LlamaCloud::builder().base_url(sandbox.url()).api_key(sandbox.key()).build()?;
    /// # let directory_id = sandbox.directory(&[]);
    /// # sandbox.fault(Match::operation("directories.files.upload"), Fault::DropAfterCommit);
    /// let params = DirectoryFileUploadParams::builder()
    ///     .upload_file(Part::text("Dear reader").file_name("letter.txt"))
    ///     .unique_id("letter/2026-03-01")
    ///     .build();
    /// let files = client.beta().directories().files();
    /// // Even if the answer is lost.
    /// let file = files.upload_once(&directory_id, &params).await?;
    /// # assert_eq!(file.unique_id, "letter/2026-03-01");
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    fn upload_once<'a>(
        &'a self,
        directory_id: &str,
        params: &DirectoryFileUploadParams,
    ) -> UploadOnce<'a> {
        UploadOnce::new(self, directory_id, params)
    }

    /// Puts a stored file into a directory.
    ///
    /// Contract: `directories.files.add`, answer `FileAddResponse`.
    #[endpoint(post = "/api/v1/beta/directories/{directory_id}/files")]
    fn add(
        &self,
        directory_id: &str,
        #[params] params: &DirectoryFileAddParams,
    ) -> Call<DirectoryFile>;

    /// Lists the files of a directory.
    ///
    /// Contract: `directories.files.list`, answer a page of `FileListResponse`.
    #[endpoint(get = "/api/v1/beta/directories/{directory_id}/files")]
    fn list(
        &self,
        directory_id: &str,
        #[params] params: &DirectoryFileListParams,
    ) -> Call<TokenPage<DirectoryFile>>;

    /// Returns a file of a directory.
    ///
    /// Contract: `directories.files.get`, answer `FileGetResponse`.
    #[endpoint(get = "/api/v1/beta/directories/{directory_id}/files/{directory_file_id}")]
    fn get(
        &self,
        directory_id: &str,
        directory_file_id: &str,
        #[params] params: &DirectoryFileGetParams,
    ) -> Call<DirectoryFile>;

    /// Takes a file out of a directory.
    ///
    /// Contract: `directories.files.delete`.
    #[endpoint(delete = "/api/v1/beta/directories/{directory_id}/files/{directory_file_id}")]
    fn delete(&self, directory_id: &str, directory_file_id: &str) -> Call<()>;
}

parameters! {
    /// The parameters of [`directories().create`](DirectoryEndpoints::create).
    #[derive(Clone, Debug, PartialEq, Params)]
    pub struct DirectoryCreateParams {
        /// The name.
        name: String,
        /// A description.
        description?: String,
        /// Data that the service keeps with it.
        system_metadata?: BTreeMap<String, Value>,
        /// What kind of directory it is: `ephemeral` or `user`.
        #[params(rename = "type")]
        kind?: DirectoryType,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

parameters! {
    /// The parameters of [`directories().list`](DirectoryEndpoints::list).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct DirectoryListParams {
        /// Lists deleted directories too.
        #[query]
        include_deleted?: bool,
        /// Only directories of this name.
        #[query]
        name?: String,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// How many directories a page holds at most.
        #[query]
        page_size?: i64,
        /// The page, as the page before it named it.
        #[query]
        page_token?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
        /// Only directories of this kind.
        #[query("type")]
        kind?: DirectoryType,
        /// Only directories of these kinds.
        #[query("types")]
        kinds?: Vec<DirectoryType>,
    }
}

parameters! {
    /// The parameters of [`directories().update`](DirectoryEndpoints::update). What is `None` stays as
    /// it is.
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct DirectoryUpdateParams {
        /// The description; `Some(None)` takes it away.
        description?: Option<String>,
        /// The name; `Some(None)` sends null.
        name?: Option<String>,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

parameters! {
    /// The parameters of [`directories().files().upload`](DirectoryFileEndpoints::upload).
    ///
    /// ```
    /// use llama_cloud::{DirectoryFileUploadParams, Part};
    ///
    /// let params = DirectoryFileUploadParams::builder()
    ///     .upload_file(Part::file("report.pdf"))
    ///     .unique_id("report.pdf/1")
    ///     .build();
    /// # let _ = params;
    /// ```
    #[derive(Clone, Debug, Params)]
    pub struct DirectoryFileUploadParams {
        /// The file.
        #[part]
        upload_file: Part,
        /// The name that is shown, instead of the file's own.
        #[part]
        display_name?: String,
        /// An identifier of your own.
        #[part]
        external_file_id?: String,
        /// Data of your own, as the text of a JSON object.
        #[part]
        metadata?: String,
        /// What tells the file from all others in its directory. The service makes one if it is absent.
        #[part]
        unique_id?: String,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

parameters! {
    /// The parameters of [`directories().files().add`](DirectoryFileEndpoints::add).
    #[derive(Clone, Debug, PartialEq, Params)]
    pub struct DirectoryFileAddParams {
        /// The stored file.
        file_id: String,
        /// The name that is shown, instead of the file's own.
        display_name?: String,
        /// Data of your own: texts, numbers, booleans and lists of texts.
        metadata?: BTreeMap<String, Value>,
        /// What tells the file from all others in its directory. The service makes one if it is absent.
        unique_id?: String,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

parameters! {
    /// The parameters of [`directories().files().list`](DirectoryFileEndpoints::list).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct DirectoryFileListParams {
        /// Only files that are shown under this name.
        #[query]
        display_name?: String,
        /// Only files whose shown name contains this.
        #[query]
        display_name_contains?: String,
        /// What is told beside the usual.
        #[query]
        expand?: Vec<String>,
        /// Only files behind which this stored file stands.
        #[query]
        file_id?: String,
        /// Lists deleted files too.
        #[query]
        include_deleted?: bool,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// How many files a page holds at most.
        #[query]
        page_size?: i64,
        /// The page, as the page before it named it.
        #[query]
        page_token?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
        /// Only the file with this `unique_id`.
        #[query]
        unique_id?: String,
        /// Only files that changed then or later.
        #[query]
        updated_at_on_or_after?: Timestamp,
        /// Only files that changed then or before.
        #[query]
        updated_at_on_or_before?: Timestamp,
    }
}

parameters! {
    /// The parameters of [`directories().files().get`](DirectoryFileEndpoints::get).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct DirectoryFileGetParams {
        /// What is told beside the usual.
        #[query]
        expand?: Vec<String>,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

object! {
    /// A directory.
    ///
    /// Contract: `DirectoryCreateResponse`, and those of list, get and update, which are the same.
    pub struct Directory {
        /// The identifier.
        id: String,
        /// The name.
        name: String,
        /// The project that it belongs to.
        project_id: String,
        /// When it was made.
        created_at?: Timestamp,
        /// When it was deleted.
        deleted_at?: Timestamp,
        /// A description.
        description?: String,
        /// When it expires.
        expires_at?: Timestamp,
        /// Data that the service keeps with it.
        system_metadata?: BTreeMap<String, Value>,
        /// What kind of directory it is.
        r#type("type")?: DirectoryType,
        /// When it last changed.
        updated_at?: Timestamp,
    }
}

object! {
    /// A file in a directory.
    ///
    /// Contract: `FileUploadResponse`, and those of add, list and get, which are the same.
    pub struct DirectoryFile {
        /// The identifier.
        id: String,
        /// The directory that the file is in.
        directory_id: String,
        /// The name that is shown.
        display_name: String,
        /// The project that it belongs to.
        project_id: String,
        /// What tells the file from all others in its directory.
        unique_id: String,
        /// When it was made.
        created_at?: Timestamp,
        /// When it was deleted.
        deleted_at?: Timestamp,
        /// Where its content can be fetched from, if `expand` asked for that.
        download_url?: PresignedUrl,
        /// The stored file behind it.
        file_id?: String,
        /// Data of your own, kept with the file.
        metadata?: BTreeMap<String, Value>,
        /// When it last changed.
        updated_at?: Timestamp,
    }
}

open_enum! {
    /// What kind of directory it is. Contract: the `type` of a directory.
    pub enum DirectoryType {
        /// Gone after a while.
        Ephemeral = "ephemeral",
        /// Made by the service for an index; can't be made by a call.
        Index = "index",
        /// Kept until it is deleted.
        User = "user",
    }
}

impl PageItem for Directory {
    fn page_item_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}

impl PageItem for DirectoryFile {
    fn page_item_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}
