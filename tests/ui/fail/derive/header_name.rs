use endpoint::Params;

#[derive(Params)]
struct Page {
    #[header("trace id")]
    trace: String,
}

fn main() {}
