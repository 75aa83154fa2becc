use llama_cloud::{BatchCreateParams, BatchJob};

fn main() {
    let _ = BatchCreateParams::builder().directory_id("dir-1").build();
    let _ = BatchJob::builder().id("bjb-1").project_id("p").total_items(1).job_type("parse").build();
}
