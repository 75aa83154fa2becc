use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs/{id}")]
    fn create(&self, id: &[u8], #[query] kinds: Vec<Vec<u8>>, #[header] tags: &[&str], #[form] form: u8) -> Option<Call<String>>;
}

fn main() {}
