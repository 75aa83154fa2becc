use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn list(&self, #[form] value: ()) -> Call<String>;
}

fn main() {}
