use endpoint::Params;

#[derive(Params)]
union Bits {
    int: u32,
    float: f32,
}

fn main() {}
