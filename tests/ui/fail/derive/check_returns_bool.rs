use endpoint::Params;

#[derive(Params)]
#[params(check = "Page::check")]
struct Page {
    limit: u32,
}

impl Page {
    fn check(&self) -> bool {
        self.limit > 0
    }
}

fn main() {}
