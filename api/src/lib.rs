//! A client of LlamaCloud's batch processing API that neither loses a job nor doubles one.

#![expect(
    missing_debug_implementations,
    reason = "of the builders, whose states are markers that nobody prints"
)]

pub use endpoint::{
    Attempt, Call, Client, Endpoint, Endpoints, Error, ErrorDetail, Extra, FieldError, Kind,
    OffsetPage, Outcome, Part, Progress, Result, Secret, TokenPage,
};

pub use self::batch::{
    BatchCancelParams, BatchCancelResponse, BatchCreateParams, BatchEndpoints, BatchJob,
    BatchJobItem, BatchJobStatus, BatchJobStatusValue, BatchListParams, BatchParseJobRecordCreate,
    BatchParseParameters, ClassifierRule, ClassifyJob, ClassifyMode, ClassifyParsingConfiguration,
    ClassifyStatus, FailPageMode, ImageToSave, ItemProcessingResults, ItemStatus, JobConfig,
    JobItemGetProcessingResultsParams, JobItemListParams, JobItemsEndpoints, JobType, ParseJobName,
    ParseKind, ParsingLanguage, ParsingMode, Priority, ProcessingResult, Submit, SubmitError, Wait,
    WaitError, WaitErrorKind, Watch, WebhookConfiguration, WebhookEvent,
};
pub use self::client::{Beta, LlamaCloud, LlamaCloudBuilder};
pub use self::directories::{
    Directory, DirectoryCreateParams, DirectoryEndpoints, DirectoryFile, DirectoryFileAddParams,
    DirectoryFileEndpoints, DirectoryFileGetParams, DirectoryFileListParams,
    DirectoryFileUploadParams, DirectoryListParams, DirectoryType, DirectoryUpdateParams,
};
pub use self::files::{
    File, FileCreateParams, FileEndpoints, FileFilter, FileGetParams, FileListParams,
    FileQueryParams, PresignedUrl,
};
pub use self::parsing::{ParsingEndpoints, ParsingGetParams, ParsingGetResponse};
pub use self::timestamp::Timestamp;

pub mod batch;
mod client;
pub mod directories;
mod error_format;
pub mod files;
mod object;
mod open_enum;
pub mod parsing;
mod timestamp;
