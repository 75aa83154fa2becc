use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(idempotent)]
    fn list(&self) -> Call<String>;
}

fn main() {}
