use endpoint::{Call, Endpoints, endpoint};

struct Id;

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, id: &Id) -> Call<String>;
}

fn main() {}
