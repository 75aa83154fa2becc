use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(&self, #[query(defualt = 20)] limit: Option<u32>) -> Call<String>;
}

fn main() {}
