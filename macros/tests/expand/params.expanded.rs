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
#[automatically_derived]
impl ::endpoint::Params for BatchCreateParams {
    const NAMES: ::endpoint::__private::Names = ::endpoint::__private::Names {
        own: &[
            ("query", "project_id"),
            ("header", "temporal-namespace"),
            ("member", "job_config"),
            ("member", "item_ids"),
            ("member", "type"),
        ],
        flattened: &[],
    };
    fn __fill(&self, __request: &mut ::endpoint::__private::Fill<'_>) {
        __request.query::<Option<String>>("project_id", &self.project_id);
        __request
            .header::<Option<String>>("temporal-namespace", &self.temporal_namespace);
        __request.member::<JobConfig>("job_config", &self.job_config);
        __request.member::<Vec<String>>("item_ids", &self.items);
        __request.member::<Option<Kind>>("type", &self.r#type);
    }
}
struct Nothing;
#[automatically_derived]
impl ::endpoint::Params for Nothing {
    const NAMES: ::endpoint::__private::Names = ::endpoint::__private::Names {
        own: &[],
        flattened: &[],
    };
    fn __fill(&self, _: &mut ::endpoint::__private::Fill<'_>) {}
}
