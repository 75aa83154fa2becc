//! Where the service reports what happens.

use std::collections::BTreeMap;

use endpoint::Secret;

use crate::object::object;
use crate::open_enum::open_enum;

object! {
    /// Where the service reports events, and which.
    ///
    /// Contract: `WebhookConfiguration`.
    pub struct WebhookConfiguration {
        /// Which events are reported; all of them if absent.
        webhook_events?: Vec<WebhookEvent>,
        /// Headers that are sent with each delivery. Their values are secrets.
        webhook_headers?: BTreeMap<String, Secret<String>>,
        /// `string` (the default) or `json`.
        webhook_output_format?: String,
        /// Signs deliveries: `LC-Signature: sha256=<hex HMAC-SHA256 of the raw body>`.
        webhook_signing_secret?: Secret<String>,
        /// Where events are reported.
        webhook_url?: String,
    }
}

open_enum! {
    /// What can be reported. Contract: `WebhookEvent`, 28 values.
    pub enum WebhookEvent {
        /// An extraction is pending.
        ExtractPending = "extract.pending",
        /// An extraction succeeded.
        ExtractSuccess = "extract.success",
        /// An extraction failed.
        ExtractError = "extract.error",
        /// An extraction succeeded in part.
        ExtractPartialSuccess = "extract.partial_success",
        /// An extraction was cancelled.
        ExtractCancelled = "extract.cancelled",
        /// A parse job is pending.
        ParsePending = "parse.pending",
        /// A parse job is running.
        ParseRunning = "parse.running",
        /// A parse job succeeded.
        ParseSuccess = "parse.success",
        /// A parse job failed.
        ParseError = "parse.error",
        /// A parse job succeeded in part.
        ParsePartialSuccess = "parse.partial_success",
        /// A parse job was cancelled.
        ParseCancelled = "parse.cancelled",
        /// A classification is pending.
        ClassifyPending = "classify.pending",
        /// A classification is running.
        ClassifyRunning = "classify.running",
        /// A classification succeeded.
        ClassifySuccess = "classify.success",
        /// A classification failed.
        ClassifyError = "classify.error",
        /// A classification succeeded in part.
        ClassifyPartialSuccess = "classify.partial_success",
        /// A classification was cancelled.
        ClassifyCancelled = "classify.cancelled",
        /// A sheets job is pending.
        SheetsPending = "sheets.pending",
        /// A sheets job succeeded.
        SheetsSuccess = "sheets.success",
        /// A sheets job failed.
        SheetsError = "sheets.error",
        /// A sheets job succeeded in part.
        SheetsPartialSuccess = "sheets.partial_success",
        /// A sheets job was cancelled.
        SheetsCancelled = "sheets.cancelled",
        /// An event that has no name of its own.
        UnmappedEvent = "unmapped_event",
        /// A split job was cancelled.
        SplitCancelled = "split.cancelled",
        /// A split job failed.
        SplitError = "split.error",
        /// A split job is pending.
        SplitPending = "split.pending",
        /// A split job is being processed.
        SplitProcessing = "split.processing",
        /// A split job succeeded.
        SplitSuccess = "split.success",
    }
}
