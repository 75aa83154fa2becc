use endpoint::Params;

#[derive(Params)]
struct Page {
    #[header]
    content_length: u32,
}

fn main() {}
