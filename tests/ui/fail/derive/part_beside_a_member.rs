use endpoint::Params;

#[derive(Params)]
struct Upload {
    name: String,
    #[part]
    file: String,
}

fn main() {}
