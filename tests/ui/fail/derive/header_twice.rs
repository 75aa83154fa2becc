use endpoint::Params;

#[derive(Params)]
struct Page {
    #[header]
    trace_id: String,
    #[header("Trace-Id")]
    other: String,
}

fn main() {}
