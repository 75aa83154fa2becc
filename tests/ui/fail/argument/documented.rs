use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    fn list(
        &self,
        /// How many.
        /// At most 100.
        #[query]
        limit: u32,
    ) -> Call<String>;
}

fn main() {}
