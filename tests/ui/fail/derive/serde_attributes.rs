use endpoint::Params;

#[derive(serde::Serialize, Params)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(rename = "type")]
    kind: u8,
    #[query]
    #[serde(rename(serialize = "max"))]
    limit: u8,
    #[serde(skip)]
    note: u8,
    #[serde(flatten)]
    scope: Scope,
    page_size: u8,
    // The same is said to both, or changes nothing that is sent.
    #[serde(rename = "order")]
    #[params(rename = "sort_by")]
    sort: u8,
    #[serde(skip)]
    #[query]
    page: u8,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    cursor: Option<u8>,
    #[serde(skip)]
    #[params(skip)]
    both: u8,
}

#[derive(serde::Serialize)]
struct Scope {}

fn main() {}
