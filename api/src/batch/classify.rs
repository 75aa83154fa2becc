//! How the documents of a batch are classified.

use super::language::ParsingLanguage;
use crate::object::object;
use crate::open_enum::open_enum;
use crate::timestamp::Timestamp;

object! {
    /// The configuration of a batch that classifies.
    ///
    /// Contract: `ClassifyJob`.
    pub struct ClassifyJob {
        /// An identifier for the classification.
        id: String,
        /// The project that it belongs to.
        project_id: String,
        /// The classes to choose from.
        rules: Vec<ClassifierRule>,
        /// The state that the record starts with.
        status: ClassifyStatus,
        /// The user that it belongs to.
        user_id: String,
        /// When it was made.
        created_at?: Timestamp,
        /// From when it holds.
        effective_at?: Timestamp,
        /// What went wrong, if something did.
        error_message?: String,
        /// The record of the job that does it.
        job_record_id?: String,
        /// Fast, or with pictures too.
        mode?: ClassifyMode,
        /// How documents are read before they are classified.
        parsing_configuration?: ClassifyParsingConfiguration,
        /// When it last changed.
        updated_at?: Timestamp,
    }
}

object! {
    /// A class, and what its documents look like.
    ///
    /// Contract: `ClassifierRule`.
    pub struct ClassifierRule {
        /// What documents of this class look like, in plain words.
        description: String,
        /// The class.
        r#type("type"): String,
    }
}

object! {
    /// How documents are read before they are classified.
    ///
    /// Contract: `ClassifyParsingConfiguration`.
    pub struct ClassifyParsingConfiguration {
        /// The language of the documents.
        lang?: ParsingLanguage,
        /// Reads so many pages of a document at most.
        max_pages?: i64,
        /// The pages to be read, counted from 0.
        target_pages?: Vec<i64>,
    }
}

open_enum! {
    /// The state of a classification. Contract: `ClassifyStatus`; upper case on the wire.
    pub enum ClassifyStatus {
        /// Not done yet.
        Pending = "PENDING",
        /// Done.
        Success = "SUCCESS",
        /// Failed.
        Error = "ERROR",
        /// Done in part.
        PartialSuccess = "PARTIAL_SUCCESS",
        /// Cancelled.
        Cancelled = "CANCELLED",
    }
}

open_enum! {
    /// How documents are classified. Contract: `ClassifyMode`; upper case on the wire.
    pub enum ClassifyMode {
        /// By text alone.
        Fast = "FAST",
        /// By text and pictures.
        Multimodal = "MULTIMODAL",
    }
}
