use endpoint::{Call, Endpoints, endpoint};

struct Filter;

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] filter: &Filter) -> Call<String>;
}

fn main() {}
