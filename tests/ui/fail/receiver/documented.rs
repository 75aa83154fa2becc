use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(
        /// The client.
        &self,
    ) -> Call<String>;
}

fn main() {}
