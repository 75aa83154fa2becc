use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(
        &self,
        #[cfg(all())]
        #[body]
        job: &str,
        #[cfg(not(any()))]
        #[body]
        note: &str,
    ) -> Call<String>;
}

fn main() {}
