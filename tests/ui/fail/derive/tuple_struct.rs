use endpoint::Params;

#[derive(Params)]
struct Page(u32, u32);

fn main() {}
