use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", query("user" = "${user}"))]
    fn list(&self, user: &str) -> Call<String>;
}

fn main() {}
