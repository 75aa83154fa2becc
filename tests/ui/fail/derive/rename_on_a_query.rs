use endpoint::Params;

#[derive(Params)]
struct Page {
    #[query]
    #[params(rename = "type")]
    kind: String,
}

fn main() {}
