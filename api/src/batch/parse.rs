//! How the documents of a batch are parsed.

use std::collections::BTreeMap;

use endpoint::Secret;
use serde_json::Value;

use super::language::ParsingLanguage;
use super::webhook::WebhookConfiguration;
use crate::object::object;
use crate::open_enum::open_enum;

object! {
    /// The configuration of a batch that parses. All of it is optional; `parameters` says how the
    /// documents are parsed.
    ///
    /// Contract: `BatchParseJobRecordCreate`.
    pub struct BatchParseJobRecordCreate {
        /// An identifier of your own that ties records together.
        correlation_id?: String,
        /// `parse_raw_file_job`.
        job_name?: ParseJobName,
        /// How the documents are parsed. Boxed: it has 126 fields.
        parameters?: Box<BatchParseParameters>,
        /// The job that this one belongs to.
        parent_job_execution_id?: String,
        /// Partitions of the job, by name.
        partitions?: BTreeMap<String, String>,
        /// The project of the job record; not the query parameter of that name.
        project_id?: String,
        /// The session that the job belongs to.
        session_id?: String,
        /// The user that the job belongs to.
        user_id?: String,
        /// Where the end of a job is reported.
        webhook_url?: String,
    }
}

object! {
    /// The parameters of parsing. All of them are optional, and what is not set is left to the
    /// service.
    ///
    /// The contract gives names and types. The words here say what a name stands for; what a
    /// parameter does in detail is the service's to say.
    ///
    /// Contract: `BatchParseParameters`, 126 fields.
    pub struct BatchParseParameters {
        /// Detects long tables and adapts how they are written out.
        adaptive_long_table?: bool,
        /// Looks harder for tables, also where they have no rules.
        aggressive_table_extraction?: bool,
        /// Marks links in the output with their targets.
        annotate_links?: bool,
        /// Starts cheaply, and takes a better mode for pages that trigger it
        /// (`auto_mode_trigger_…`).
        auto_mode?: bool,
        /// Rules of the auto mode, as a JSON text.
        auto_mode_configuration_json?: String,
        /// Auto mode: an image on a page triggers.
        auto_mode_trigger_on_image_in_page?: bool,
        /// Auto mode: a page whose text matches this regular expression triggers.
        auto_mode_trigger_on_regexp_in_page?: String,
        /// Auto mode: a table on a page triggers.
        auto_mode_trigger_on_table_in_page?: bool,
        /// Auto mode: a page that holds this text triggers.
        auto_mode_trigger_on_text_in_page?: String,
        /// Version of the Azure OpenAI API, for a deployment of your own.
        azure_openai_api_version?: String,
        /// Name of your Azure OpenAI deployment.
        azure_openai_deployment_name?: String,
        /// URL of your Azure OpenAI endpoint.
        azure_openai_endpoint?: String,
        /// Key for your Azure OpenAI endpoint.
        azure_openai_key?: Secret<String>,
        /// Bottom margin to leave out, as a fraction of the page.
        bbox_bottom?: f64,
        /// Left margin to leave out, as a fraction of the page.
        bbox_left?: f64,
        /// Right margin to leave out, as a fraction of the page.
        bbox_right?: f64,
        /// Top margin to leave out, as a fraction of the page.
        bbox_top?: f64,
        /// The part of each page to be read, as one text.
        bounding_box?: String,
        /// Writes Markdown tables without padding.
        compact_markdown_table?: bool,
        /// An instruction on formatting, on top of the service's own.
        complemental_formatting_instruction?: String,
        /// How much effort goes into confidence scores. Newer than most of this API.
        confidence_score_effort?: String,
        /// An instruction on what the content is to be.
        content_guideline_instruction?: String,
        /// Reads tables and text that run over page ends as one.
        continuous_mode?: bool,
        /// Data of your own, kept with the job.
        custom_metadata?: BTreeMap<String, Value>,
        /// Leaves images alone.
        disable_image_extraction?: bool,
        /// Reads no text out of images.
        disable_ocr?: bool,
        /// Does not reconstruct the layout.
        disable_reconstruction?: bool,
        /// Keeps no copy of the result for equal requests later on.
        do_not_cache?: bool,
        /// Keeps columns side by side.
        do_not_unroll_columns?: bool,
        /// Takes a cheaper mode for pages that need no better one.
        enable_cost_optimizer?: bool,
        /// Reads the data out of charts.
        extract_charts?: bool,
        /// Returns the layout of each page.
        extract_layout?: bool,
        /// Returns the page numbers that are printed on the pages.
        extract_printed_page_number?: bool,
        /// The fastest mode, with the plainest output.
        fast_mode?: bool,
        /// An instruction on formatting, instead of the service's own.
        formatting_instruction?: String,
        /// OpenAI key for `gpt4o_mode`.
        gpt4o_api_key?: Secret<String>,
        /// Reads pages with GPT-4o.
        gpt4o_mode?: bool,
        /// Guesses names for the sheets of a workbook.
        guess_xlsx_sheet_name?: bool,
        /// Leaves out page footers.
        hide_footers?: bool,
        /// Leaves out page headers.
        hide_headers?: bool,
        /// Reads text out of images at a higher resolution.
        high_res_ocr?: bool,
        /// HTML: shows hidden elements too.
        html_make_all_elements_visible?: bool,
        /// HTML: leaves out elements with a fixed place.
        html_remove_fixed_elements?: bool,
        /// HTML: leaves out navigation.
        html_remove_navigation_elements?: bool,
        /// Proxy through which `input_url` is fetched. A secret, since it may hold a password.
        http_proxy?: Secret<String>,
        /// Detects the layout from the page's picture alone.
        ignore_document_elements_for_layout_detection?: bool,
        /// Which images are kept with the result.
        images_to_save?: Vec<ImageToSave>,
        /// Puts images into the Markdown itself.
        inline_images_in_markdown?: bool,
        /// S3 path of the document, instead of an uploaded file.
        input_s3_path?: String,
        /// S3 region of `input_s3_path`.
        input_s3_region?: String,
        /// URL of the document, instead of an uploaded file.
        input_url?: String,
        /// Used by the service itself.
        internal_is_screenshot_job?: bool,
        /// Parses anew even if an equal request has been answered before.
        invalidate_cache?: bool,
        /// Says that `parsing_instruction` is about formatting.
        is_formatting_instruction?: bool,
        /// How much longer the job may take for each page, in seconds.
        job_timeout_extra_time_per_page_in_seconds?: f64,
        /// How long the job may take, in seconds.
        job_timeout_in_seconds?: f64,
        /// Keeps the page separator inside a table that was merged across pages.
        keep_page_separator_when_merging_tables?: bool,
        /// The language of the documents, as a text (`languages` lists those that are known).
        lang?: String,
        /// The languages of the documents, for reading text out of images.
        languages?: Vec<ParsingLanguage>,
        /// Reads along the layout.
        layout_aware?: bool,
        /// Returns where each line stands.
        line_level_bounding_box?: bool,
        /// What joins the lines of a table header of several lines.
        markdown_table_multiline_header_separator?: String,
        /// Reads so many pages of a document at most.
        max_pages?: i64,
        /// Fails for documents with more pages than this.
        max_pages_enforced?: i64,
        /// Joins tables that run over page ends.
        merge_tables_across_pages_in_markdown?: bool,
        /// The model, by name.
        model?: String,
        /// Looks for tables with outlines.
        outlined_table_extraction?: bool,
        /// Returns the document as a PDF too.
        output_pdf_of_document?: bool,
        /// S3 path under which results are put.
        output_s3_path_prefix?: String,
        /// S3 region of the output bucket.
        output_s3_region?: String,
        /// Writes tables as HTML. On the wire `output_tables_as_HTML`.
        output_tables_as_html("output_tables_as_HTML")?: bool,
        /// S3 bucket for results. On the wire `outputBucket`.
        output_bucket("outputBucket")?: String,
        /// The fraction of pages that may fail before the document does.
        page_error_tolerance?: f64,
        /// What stands before each page footer.
        page_footer_prefix?: String,
        /// What stands after each page footer.
        page_footer_suffix?: String,
        /// What stands before each page header.
        page_header_prefix?: String,
        /// What stands after each page header.
        page_header_suffix?: String,
        /// What stands before each page.
        page_prefix?: String,
        /// What stands between pages.
        page_separator?: String,
        /// What stands after each page.
        page_suffix?: String,
        /// How pages are read: by rules, by a language model, or by an agent.
        parse_mode?: ParsingMode,
        /// An instruction to the model that reads the pages.
        parsing_instruction?: String,
        /// The pipeline that the documents belong to.
        pipeline_id?: String,
        /// Returns more exact places of elements.
        precise_bounding_box?: bool,
        /// The premium mode.
        premium_mode?: bool,
        /// Presentations: reads what stands outside the slides too.
        presentation_out_of_bounds_content?: bool,
        /// Presentations: skips embedded data.
        presentation_skip_embedded_data?: bool,
        /// Keeps the alignment of text across pages.
        preserve_layout_alignment_across_pages?: bool,
        /// Keeps very small text.
        preserve_very_small_text?: bool,
        /// A preset of parameters, by name.
        preset?: String,
        /// How urgent the job is.
        priority?: Priority,
        /// The project of the parse jobs; not the query parameter of that name.
        project_id?: String,
        /// Leaves out hidden text.
        remove_hidden_text?: bool,
        /// What stands in the place of a page that failed.
        replace_failed_page_mode?: FailPageMode,
        /// What stands before the error message in the place of a failed page.
        replace_failed_page_with_error_message_prefix?: String,
        /// What stands after the error message in the place of a failed page.
        replace_failed_page_with_error_message_suffix?: String,
        /// Data on the resource that the document comes from.
        resource_info?: BTreeMap<String, Value>,
        /// Keeps the images of the document.
        save_images?: bool,
        /// Leaves out text that is neither horizontal nor vertical.
        skip_diagonal_text?: bool,
        /// Reads charts with an agent.
        specialized_chart_parsing_agentic?: bool,
        /// Reads charts cheaply.
        specialized_chart_parsing_efficient?: bool,
        /// Reads charts thoroughly.
        specialized_chart_parsing_plus?: bool,
        /// Reads images with a model of their own.
        specialized_image_parsing?: bool,
        /// Spreadsheets: finds the tables within a sheet.
        spreadsheet_extract_sub_tables?: bool,
        /// Spreadsheets: computes formulas anew.
        spreadsheet_force_formula_computation?: bool,
        /// Spreadsheets: reads hidden sheets too.
        spreadsheet_include_hidden_sheets?: bool,
        /// Fails for documents with a broken font.
        strict_mode_buggy_font?: bool,
        /// Fails where an image can't be extracted.
        strict_mode_image_extraction?: bool,
        /// Fails where the text of an image can't be read.
        strict_mode_image_ocr?: bool,
        /// Fails where the layout can't be reconstructed.
        strict_mode_reconstruction?: bool,
        /// Returns data in the form of a schema.
        structured_output?: bool,
        /// The JSON schema of the structured output, as a text.
        structured_output_json_schema?: String,
        /// The name of a schema that the service knows.
        structured_output_json_schema_name?: String,
        /// The system prompt, instead of the service's own.
        system_prompt?: String,
        /// What is added to the system prompt.
        system_prompt_append?: String,
        /// Keeps a picture of each page.
        take_screenshot?: bool,
        /// The pages to be read, as a text such as `0,2-5`.
        target_pages?: String,
        /// The tier of the parser, by name.
        tier?: String,
        /// What is done: `parse`.
        r#type("type")?: ParseKind,
        /// Reads pages with the model of `vendor_multimodal_model_name`.
        use_vendor_multimodal_model?: bool,
        /// The user prompt, instead of the service's own.
        user_prompt?: String,
        /// Your key for the vendor's model.
        vendor_multimodal_api_key?: Secret<String>,
        /// The vendor's model, by name.
        vendor_multimodal_model_name?: String,
        /// The version of the tier.
        version?: String,
        /// Where events of the parse jobs are reported.
        webhook_configurations?: Vec<WebhookConfiguration>,
        /// Where the end of a parse job is reported.
        webhook_url?: String,
    }
}

open_enum! {
    /// The name of a parse job. Contract: `ParseJobName`.
    pub enum ParseJobName {
        /// The only one there is.
        ParseRawFileJob = "parse_raw_file_job",
    }
}

open_enum! {
    /// A kind of image. Contract: `ImageToSave`.
    pub enum ImageToSave {
        /// Pictures of the pages.
        Screenshot = "screenshot",
        /// Images embedded in the document.
        Embedded = "embedded",
        /// Images cut out by the layout.
        Layout = "layout",
    }
}

open_enum! {
    /// How pages are read. Contract: `ParsingMode`.
    pub enum ParsingMode {
        /// Page by page, without a model.
        ParsePageWithoutLlm = "parse_page_without_llm",
        /// Page by page, with a language model.
        ParsePageWithLlm = "parse_page_with_llm",
        /// Page by page, with a vision model.
        ParsePageWithLvm = "parse_page_with_lvm",
        /// Page by page, with an agent.
        ParsePageWithAgent = "parse_page_with_agent",
        /// Page by page, with an agent that follows the layout.
        ParsePageWithLayoutAgent = "parse_page_with_layout_agent",
        /// The document as a whole, with a language model.
        ParseDocumentWithLlm = "parse_document_with_llm",
        /// The document as a whole, with a vision model.
        ParseDocumentWithLvm = "parse_document_with_lvm",
        /// The document as a whole, with an agent.
        ParseDocumentWithAgent = "parse_document_with_agent",
    }
}

open_enum! {
    /// How urgent a job is. Contract: `Priority`.
    pub enum Priority {
        /// Low.
        Low = "low",
        /// Medium.
        Medium = "medium",
        /// High.
        High = "high",
        /// Critical.
        Critical = "critical",
    }
}

open_enum! {
    /// What stands in the place of a page that failed. Contract: `FailPageMode`.
    pub enum FailPageMode {
        /// The page's raw text.
        RawText = "raw_text",
        /// A blank page.
        BlankPage = "blank_page",
        /// The error message.
        ErrorMessage = "error_message",
    }
}

open_enum! {
    /// What is done with a document. Contract: `ParseKind`.
    pub enum ParseKind {
        /// Parsing.
        Parse = "parse",
    }
}

impl BatchParseParameters {
    /// The wire name of a number that is NaN or infinite, which JSON can't write.
    pub(super) fn not_a_number(&self) -> Option<&'static str> {
        let numbers = [
            ("bbox_bottom", self.bbox_bottom),
            ("bbox_left", self.bbox_left),
            ("bbox_right", self.bbox_right),
            ("bbox_top", self.bbox_top),
            (
                "job_timeout_extra_time_per_page_in_seconds",
                self.job_timeout_extra_time_per_page_in_seconds,
            ),
            ("job_timeout_in_seconds", self.job_timeout_in_seconds),
            ("page_error_tolerance", self.page_error_tolerance),
        ];
        let no = |number: Option<f64>| number.is_some_and(|number| !number.is_finite());
        numbers.into_iter().find(|(_, number)| no(*number)).map(|(name, _)| name)
    }
}
