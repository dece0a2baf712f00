//! Tells a node that is catching up from one whose peers only say that it is behind.

use std::time::{Duration, Instant};

/// How long the chain's growth is watched for one judgement.
const WINDOW: Duration = Duration::from_secs(60);

/// More blocks than this in a window, and the node is catching up: twice what the target time brings.
const CATCHING_UP: u64 = 20;

/// Decides whether to mine while the sync says that peers are far ahead.
///
/// What peers say of their height is not proven, so one hostile peer could stop a miner for as long as it stays. The chain of
/// a node that is really behind grows fast; a node whose chain does not grow in a minute mines.
pub(crate) struct SyncGuard {
	since: Instant,
	/// The best block's number at the beginning of the window.
	number: u64,
	grew: bool,
}

impl SyncGuard {
	/// A guard that gives the node one window to find peers and start.
	pub(crate) fn new(best: u64, now: Instant) -> Self {
		Self { since: now, number: best, grew: true }
	}

	/// Whether mining would be wasted, given what the sync says and the number of the best block.
	pub(crate) fn is_catching_up(&mut self, claimed: bool, best: u64, now: Instant) -> bool {
		let grows = best.saturating_sub(self.number) > CATCHING_UP;
		if now.saturating_duration_since(self.since) >= WINDOW {
			*self = Self { since: now, number: best, grew: grows };
		}
		claimed && (grows || self.grew)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const SECOND: Duration = Duration::from_secs(1);

	#[test]
	fn a_lone_node_mines_at_once() {
		let now = Instant::now();
		assert!(!SyncGuard::new(0, now).is_catching_up(false, 0, now));
	}

	/// Who gains by cheating: a rival who keeps others from mining with a claimed height.
	#[test]
	fn a_claim_alone_stops_mining_for_a_minute_only() {
		let now = Instant::now();
		let mut guard = SyncGuard::new(7, now);
		assert!(guard.is_catching_up(true, 7, now + 59 * SECOND));
		for second in 60..600 {
			let best = 7 + u64::from(second / 6);
			assert!(!guard.is_catching_up(true, best, now + second * SECOND), "blocks at their usual rate are no sync");
		}
	}

	#[test]
	fn a_node_that_is_behind_waits_until_it_has_caught_up() {
		let now = Instant::now();
		let mut guard = SyncGuard::new(0, now);
		for second in 0..300 {
			assert!(guard.is_catching_up(true, u64::from(second) * 2, now + second * SECOND));
		}
		assert!(!guard.is_catching_up(false, 600, now + 300 * SECOND), "the sync says that it is done");
	}
}
