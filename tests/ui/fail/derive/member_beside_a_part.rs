use endpoint::Params;

#[derive(Params)]
struct Upload {
    #[part]
    file: String,
    name: String,
}

fn main() {}
