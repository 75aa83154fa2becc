use endpoint::{Call, endpoint};

trait Jobs {
    #[endpoint(get = "/jobs")]
    fn list(&self) -> Call<String>;
}

fn main() {}
