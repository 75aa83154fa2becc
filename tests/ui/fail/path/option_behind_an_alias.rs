use endpoint::{Call, Endpoints, endpoint};

type Id = Option<u32>;

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{id}")]
    fn status(&self, id: Id) -> Call<String>;
}

fn main() {}
