use endpoint::Params;

#[derive(Params)]
struct File {
    #[part]
    file: String,
}

#[derive(Params)]
struct Upload {
    name: String,
    #[params(flatten)]
    file: File,
}

fn main() {}
