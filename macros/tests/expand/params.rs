struct BatchCreateParams {
    #[query]
    project_id: Option<String>,
    #[header]
    temporal_namespace: Option<String>,
    job_config: JobConfig,
    #[params(rename = "item_ids")]
    items: Vec<String>,
    #[params(skip)]
    note: String,
    r#type: Option<Kind>,
}
struct Nothing;
