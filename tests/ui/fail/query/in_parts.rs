use std::ops::Range;
use std::time::{Duration, SystemTime};

use endpoint::{Call, Endpoints, Params, endpoint};

trait Jobs: Endpoints {
    #[endpoint(get = "/jobs/{age}")]
    fn list(
        &self,
        age: Duration,
        #[query] wait: Option<Duration>,
        #[query] since: SystemTime,
        #[header] range: Range<u64>,
        #[query] waits: &[std::time::Duration],
    ) -> Call<String>;
}

#[derive(Params)]
struct Page {
    #[query]
    since: SystemTime,
}

fn main() {}
