use endpoint::{Call, Endpoints, endpoint};

macro_rules! list {
    () => {
        fn list(&self) -> Call<String>;
    };
}

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs")]
    list!();
}

fn main() {}
