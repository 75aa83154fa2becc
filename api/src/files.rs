//! Stored files.

use std::collections::BTreeMap;

use endpoint::{Call, Endpoints, PageItem, Params, Part, Secret, TokenPage, endpoint};

use crate::builder::parameters;
use crate::object::object;
use crate::timestamp::Timestamp;

/// Stored files, whatever directory they are in.
///
/// `client.files()` gives it.
pub trait FileEndpoints: Endpoints {
    /// Uploads a file.
    ///
    /// Not idempotent: an upload whose outcome is unknown is not sent again.
    ///
    /// Contract: `files.create`, answer `FileCreateResponse`.
    #[endpoint(post = "/api/v1/beta/files")]
    fn create(&self, #[params] params: &FileCreateParams) -> Call<File>;

    /// Lists files.
    ///
    /// Contract: `files.list`, answer a page of `FileListResponse`.
    #[endpoint(get = "/api/v1/beta/files")]
    fn list(&self, #[params] params: &FileListParams) -> Call<TokenPage<File>>;

    /// Returns where the content of a file can be fetched from.
    ///
    /// Contract: `files.get`, answer `PresignedURL`.
    #[endpoint(get = "/api/v1/beta/files/{file_id}/content")]
    fn get(&self, file_id: &str, #[params] params: &FileGetParams) -> Call<PresignedUrl>;

    /// Lists files by a filter. One page: pass its `next_page_token` as `page_token` for the next.
    ///
    /// Contract: `files.query`, answer `FileQueryResponse`.
    #[endpoint(post = "/api/v1/beta/files/query", idempotent)]
    fn query(&self, #[params] params: &FileQueryParams) -> Call<TokenPage<File>>;

    /// Deletes a file.
    ///
    /// Contract: `files.delete`.
    #[endpoint(delete = "/api/v1/beta/files/{file_id}")]
    fn delete(&self, file_id: &str) -> Call<()>;
}

parameters! {
    /// The parameters of [`files().create`](FileEndpoints::create).
    #[derive(Clone, Debug, Params)]
    pub struct FileCreateParams {
        /// The file.
        #[part]
        file: Part,
        /// What the file is for.
        #[part]
        purpose: String,
        /// An identifier of your own.
        #[part]
        external_file_id?: String,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

parameters! {
    /// The parameters of [`files().list`](FileEndpoints::list).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct FileListParams {
        /// What is told beside the usual.
        #[query]
        expand?: Vec<String>,
        /// Only files with this identifier of your own.
        #[query]
        external_file_id?: String,
        /// Only these files.
        #[query]
        file_ids?: Vec<String>,
        /// Only files of this name.
        #[query]
        file_name?: String,
        /// In which order.
        #[query]
        order_by?: String,
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
    }
}

parameters! {
    /// The parameters of [`files().get`](FileEndpoints::get).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct FileGetParams {
        /// How long the URL is to work, in seconds.
        #[query]
        expires_at_seconds?: i64,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

parameters! {
    /// The parameters of [`files().query`](FileEndpoints::query).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct FileQueryParams {
        /// Which files.
        filter?: FileFilter,
        /// In which order.
        order_by?: String,
        /// How many files a page holds at most.
        page_size?: i64,
        /// The page, as the page before it named it.
        page_token?: String,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

object! {
    /// Which files [`query`](FileEndpoints::query) returns.
    ///
    /// Contract: `Filter`.
    pub struct FileFilter {
        /// Only files from this data source.
        data_source_id?: String,
        /// Only files with this identifier of your own.
        external_file_id?: String,
        /// Only these files.
        file_ids?: Vec<String>,
        /// Only files of this name.
        file_name?: String,
        /// Only files that people uploaded.
        only_manually_uploaded?: bool,
        /// Only files of this project.
        project_id?: String,
    }
}

object! {
    /// A stored file.
    ///
    /// Contract: `FileCreateResponse`, `FileListResponse` and `Item`, which are the same.
    pub struct File {
        /// The identifier.
        id: String,
        /// The name.
        name: String,
        /// The project that it belongs to.
        project_id: String,
        /// Where its content can be fetched from, if `expand` asked for that.
        download_url?: PresignedUrl,
        /// When it expires.
        expires_at?: Timestamp,
        /// An identifier of your own.
        external_file_id?: String,
        /// The type of the file.
        file_type?: String,
        /// When its content last changed.
        last_modified_at?: Timestamp,
        /// What the file is for.
        purpose?: String,
    }
}

object! {
    /// A URL that works for a while and needs no key.
    ///
    /// Contract: `PresignedURL`.
    pub struct PresignedUrl {
        /// Until when the URL works.
        expires_at: Timestamp,
        /// The URL. Whoever has it has access, so it is a secret.
        url: Secret<String>,
        /// Fields to be sent with an upload.
        form_fields?: BTreeMap<String, Secret<String>>,
    }
}

impl PageItem for File {
    fn page_item_id(&self) -> Option<&str> {
        Some(&self.id)
    }
}
