use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/files")]
    fn upload(&self, #[part] size: u32) -> Call<String>;
}

fn main() {}
