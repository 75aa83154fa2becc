use endpoint::{Call, Endpoints, endpoint};

enum Kind {
    Parse,
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query] kinds: Vec<Kind>) -> Call<String>;
}

fn main() {}
