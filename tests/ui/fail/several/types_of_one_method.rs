use endpoint::{Call, Endpoints, endpoint};

struct Id;
struct Filter;
struct Job;
struct Page;

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs/{id}")]
    fn replace(&self, id: &Id, #[query] filter: Option<Filter>, #[body] job: Job) -> Call<Page>;
}

fn main() {}
