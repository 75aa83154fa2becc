use endpoint::{Call, Endpoints, Params, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[params] a: &impl Params, #[params] b: &impl Params) -> Call<String>
    where
        Self: Sized;
}

fn main() {}
