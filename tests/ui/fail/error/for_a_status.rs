use endpoint::{Call, Endpoints, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs", error(404 = MyProblem))]
    fn list(&self) -> Call<String>;
}

fn main() {}
