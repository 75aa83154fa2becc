//! What parsing a document gave.

use std::collections::BTreeMap;

use endpoint::{Call, Endpoints, Params, Secret, endpoint};
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::builder::parameters;
use crate::object::fields::{each_member, present};
use crate::object::object;
use crate::open_enum::open_enum;
use crate::timestamp::Timestamp;

/// Parse jobs: one document each.
///
/// `client.parsing()` gives it.
pub trait ParsingEndpoints: Endpoints {
    /// Returns a parse job, and what of its result `expand` asks for.
    ///
    /// This is where the text of a batch item comes from: `job_id` is the item's
    /// [`job_id`](crate::BatchJobItem::job_id).
    ///
    /// Contract: `parsing.get`, answer `ParsingGetResponse`.
    #[endpoint(get = "/api/v2/parse/{job_id}")]
    fn get(&self, job_id: &str, #[params] params: &ParsingGetParams) -> Call<ParsingGetResponse>;
}

parameters! {
    /// The parameters of [`parsing().get`](ParsingEndpoints::get).
    #[derive(Clone, Debug, Default, PartialEq, Params)]
    pub struct ParsingGetParams {
        /// What is told beside the job: `text_full`, `markdown_full`, `items` …, as the fields of
        /// [`ParsingGetResponse`] are called.
        #[query]
        expand?: Vec<String>,
        /// Only these images.
        #[query]
        image_filenames?: String,
        /// The organization, instead of the client's.
        #[query]
        organization_id?: String,
        /// The project, instead of the client's.
        #[query]
        project_id?: String,
    }
}

impl ParsingGetParams {
    /// Asks for these fields beside the job.
    ///
    /// ```
    /// let params = llama_cloud::ParsingGetParams::expand(["text_full"]);
    /// # assert_eq!(params.expand.unwrap(), ["text_full"]);
    /// ```
    pub fn expand<S: Into<String>>(fields: impl IntoIterator<Item = S>) -> Self {
        Self { expand: Some(fields.into_iter().map(Into::into).collect()), ..Self::default() }
    }
}

object! {
    /// What parsing a document gave; what beside the job depends on `expand`.
    ///
    /// Contract: `ParsingGetResponse`.
    pub struct ParsingGetResponse {
        /// The parse job.
        job: ParsingJob,
        /// The forms, page by page. `expand` value `forms`.
        forms?: Forms,
        /// The images. `expand` value `images_content_metadata`.
        images_content_metadata?: Images,
        /// The structure, page by page. `expand` value `items`.
        items?: Items,
        /// Data on the job. `expand` value `job_metadata`.
        job_metadata?: BTreeMap<String, Value>,
        /// The Markdown, page by page. `expand` value `markdown`.
        markdown?: Markdown,
        /// The whole Markdown. `expand` value `markdown_full`.
        markdown_full?: String,
        /// What is known of each page. `expand` value `metadata`.
        metadata?: PagesMetadata,
        /// The parameters as the service took them. `expand` value `raw_parameters`.
        raw_parameters?: BTreeMap<String, Value>,
        /// Where results can be fetched from, by name.
        result_content_metadata?: BTreeMap<String, ResultContentMetadata>,
        /// The plain text, page by page. `expand` value `text`.
        text?: Text,
        /// The whole plain text. `expand` value `text_full`.
        text_full?: String,
    }
}

object! {
    /// A parse job.
    ///
    /// Contract: `Job`.
    pub struct ParsingJob {
        /// The identifier.
        id: String,
        /// The project that it belongs to.
        project_id: String,
        /// The state of the job.
        status: ParsingStatus,
        /// When it was made.
        created_at?: Timestamp,
        /// What went wrong, if the job failed.
        error_message?: String,
        /// The name of the document.
        name?: String,
        /// The tier of the parser.
        tier?: String,
        /// When it last changed.
        updated_at?: Timestamp,
        /// Data of your own, kept with the job.
        user_metadata?: BTreeMap<String, String>,
    }
}

object! {
    /// The Markdown of a document.
    ///
    /// Contract: `Markdown`.
    pub struct Markdown {
        /// The pages.
        pages: Vec<PageResult<MarkdownPage>>,
    }
}

object! {
    /// The Markdown of a page.
    ///
    /// Contract: `MarkdownPageMarkdownResultPage`.
    pub struct MarkdownPage {
        /// The Markdown of the page.
        markdown: String,
        /// The number of the page.
        page_number: i64,
        /// Whether the page was read.
        success: bool,
        /// The page footer.
        footer?: String,
        /// The page header.
        header?: String,
    }
}

object! {
    /// A page that could not be read.
    ///
    /// Contract: `MarkdownPageFailedMarkdownPage` and its like of the other lists.
    pub struct FailedPage {
        /// What went wrong.
        error: String,
        /// The number of the page.
        page_number: i64,
        /// Whether the page was read.
        success: bool,
    }
}

object! {
    /// The plain text of a document.
    ///
    /// Contract: `Text`.
    pub struct Text {
        /// The pages.
        pages: Vec<TextPage>,
    }
}

object! {
    /// The plain text of a page.
    ///
    /// Contract: `TextPage`.
    pub struct TextPage {
        /// The number of the page.
        page_number: i64,
        /// The text of the page.
        text: String,
    }
}

object! {
    /// The structure of a document.
    ///
    /// Contract: `Items`.
    pub struct Items {
        /// The pages.
        pages: Vec<PageResult<ItemsPage>>,
    }
}

object! {
    /// The structure of a page.
    ///
    /// Contract: `ItemsPageStructuredResultPage`.
    pub struct ItemsPage {
        /// The items; the contract leaves their shape open.
        items: Vec<Value>,
        /// The height of the page.
        page_height: f64,
        /// The number of the page.
        page_number: i64,
        /// The width of the page.
        page_width: f64,
        /// Whether the page was read.
        success: bool,
    }
}

object! {
    /// The forms of a document.
    ///
    /// Contract: `Forms`.
    pub struct Forms {
        /// The pages.
        pages: Vec<PageResult<FormsPage>>,
    }
}

object! {
    /// The forms of a page.
    ///
    /// Contract: `FormsPageFormsResultPage`.
    pub struct FormsPage {
        /// The forms; the contract leaves their shape open.
        forms: Vec<Value>,
        /// The number of the page.
        page_number: i64,
        /// Whether the page was read.
        success: bool,
    }
}

object! {
    /// What is known of the pages of a document.
    ///
    /// Contract: `Metadata`.
    pub struct PagesMetadata {
        /// The pages.
        pages: Vec<PageMetadata>,
    }
}

object! {
    /// What is known of a page.
    ///
    /// Contract: `MetadataPage`.
    pub struct PageMetadata {
        /// The number of the page.
        page_number: i64,
        /// How sure the parser is of the page.
        confidence?: f64,
        /// Whether a cheaper mode was taken.
        cost_optimized?: bool,
        /// How the page was turned, in degrees.
        original_orientation_angle?: i64,
        /// The page number printed on the page.
        printed_page_number?: String,
        /// The section that the slide belongs to.
        slide_section_name?: String,
        /// The slide's notes.
        speaker_notes?: String,
        /// Whether the page triggered the auto mode.
        triggered_auto_mode?: bool,
    }
}

object! {
    /// The images of a document.
    ///
    /// Contract: `ImagesContentMetadata`.
    pub struct Images {
        /// The images.
        images: Vec<Image>,
        /// How many there are.
        total_count: i64,
    }
}

object! {
    /// An image.
    ///
    /// Contract: `ImagesContentMetadataImage`.
    pub struct Image {
        /// The name of the image.
        filename: String,
        /// Its place among the images.
        index: i64,
        /// Where it stands on its page.
        bbox?: ImageBox,
        /// What kind of image it is.
        category?: ImageCategory,
        /// The media type.
        content_type?: String,
        /// Where it can be fetched from. Whoever has it has access, so it is a secret.
        presigned_url?: Secret<String>,
        /// The size in bytes.
        size_bytes?: i64,
    }
}

object! {
    /// Where an image stands on its page.
    ///
    /// Contract: `ImagesContentMetadataImageBbox`.
    pub struct ImageBox {
        /// The height.
        h: i64,
        /// The width.
        w: i64,
        /// The left edge.
        x: i64,
        /// The upper edge.
        y: i64,
    }
}

object! {
    /// Where a result can be fetched from.
    ///
    /// Contract: `ResultContentMetadata`.
    pub struct ResultContentMetadata {
        /// The size in bytes.
        size_bytes: i64,
        /// Whether there is such a result.
        exists?: bool,
        /// Where it can be fetched from. Whoever has it has access, so it is a secret.
        presigned_url?: Secret<String>,
    }
}

/// A page that was read, or one that could not be.
///
/// On the wire the two are told apart by `success`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PageResult<T> {
    /// It was read.
    Done(T),
    /// It could not be read.
    Failed(FailedPage),
}

impl<T> PageResult<T> {
    /// The page, if it was read.
    pub fn done(&self) -> Option<&T> {
        match self {
            Self::Done(page) => Some(page),
            Self::Failed(_) => None,
        }
    }
}

impl<T: Serialize> Serialize for PageResult<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Done(page) => page.serialize(serializer),
            Self::Failed(page) => page.serialize(serializer),
        }
    }
}

impl<'de, T: for<'a> Deserialize<'a>> Deserialize<'de> for PageResult<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        // It tells the two apart.
        let mut success = None;
        each_member(json.get(), &mut |name, value| {
            if name == "success" {
                success = Some(value);
            }
        })
        .map_err(D::Error::custom)?;
        let success = present(success, "success")?;
        if serde_json::from_str(success.get()).map_err(D::Error::custom)? {
            serde_json::from_str(json.get()).map(Self::Done).map_err(D::Error::custom)
        } else {
            serde_json::from_str(json.get()).map(Self::Failed).map_err(D::Error::custom)
        }
    }
}

open_enum! {
    /// The state of a parse job. Upper case on the wire.
    pub enum ParsingStatus {
        /// Not started.
        Pending = "PENDING",
        /// Cancelled.
        Cancelled = "CANCELLED",
        /// Done.
        Completed = "COMPLETED",
        /// Failed.
        Failed = "FAILED",
        /// Under way.
        Running = "RUNNING",
    }
}

open_enum! {
    /// What kind of image it is.
    pub enum ImageCategory {
        /// A picture of a page.
        Screenshot = "screenshot",
        /// Embedded in the document.
        Embedded = "embedded",
        /// Cut out by the layout.
        Layout = "layout",
    }
}
