use endpoint::Params;

#[derive(Params)]
struct Login {
    #[form]
    name: String,
}

fn main() {}
