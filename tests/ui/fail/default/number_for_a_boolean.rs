use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query(default = 1)] all: Option<bool>) -> Call<String>;
}

fn main() {}
