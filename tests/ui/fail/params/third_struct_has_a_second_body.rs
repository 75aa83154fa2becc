use endpoint::{Call, Endpoints, Params, endpoint};

#[derive(Params)]
struct JobParams {
    name: String,
}

#[derive(Params)]
struct Page {
    #[query]
    limit: u32,
}

#[derive(Params)]
struct Note {
    text: String,
}

trait Jobs: Endpoints {
    #[endpoint(post = "/jobs")]
    fn create(
        &self,
        #[params] job: &JobParams,
        #[params] page: &Page,
        #[params] note: &Note,
    ) -> Call<String>;
}

fn main() {}
