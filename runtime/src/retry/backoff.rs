//! The pause before a retry: exponential, with full jitter.

use std::time::Duration;

/// The upper bound of the pause before retry `n`, from 1: `min(cap, base · 2ⁿ⁻¹)`.
pub(crate) fn step(n: u32, base: Duration, cap: Duration) -> Duration {
    let factor = 1_u32.checked_shl(n.saturating_sub(1)).unwrap_or(u32::MAX);
    base.saturating_mul(factor).min(cap)
}

/// A pause between nothing and [`step`], each length as likely as another, so that clients that
/// failed together do not come back together.
pub(crate) fn pause(n: u32, base: Duration, cap: Duration) -> Duration {
    step(n, base, cap).mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: Duration = Duration::from_millis(500);
    const CAP: Duration = Duration::from_secs(8);

    #[test]
    fn steps_double_up_to_the_cap() {
        let steps: Vec<_> = (1..=7).map(|n| step(n, BASE, CAP).as_millis()).collect();
        assert_eq!(steps, [500, 1000, 2000, 4000, 8000, 8000, 8000]);
        assert_eq!(step(u32::MAX, BASE, CAP), CAP);
    }

    /// R25
    #[test]
    fn r25_each_decile_of_a_step_holds_its_share() {
        for n in 1..=6 {
            let shares: Vec<f64> = (0..10_000)
                .map(|_| pause(n, BASE, CAP).div_duration_f64(step(n, BASE, CAP)) * 10.0)
                .collect();
            for decile in 0..10 {
                let decile = f64::from(decile);
                let held = shares.iter().filter(|s| (decile..decile + 1.0).contains(*s)).count();
                assert!((800..=1200).contains(&held), "step {n}, decile {decile}: {held}");
            }
        }
    }
}
