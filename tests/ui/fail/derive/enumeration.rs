use endpoint::Params;

#[derive(Params)]
enum Kind {
    Parse,
}

fn main() {}
