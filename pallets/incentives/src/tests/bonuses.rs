//! The whole way of bonus queries, with several miners and providers.

use bpiiot_primitives::Hash;
use frame_support::assert_ok;

use super::*;
use crate::{Bonuses, Call, Outcome, Standing};

// covers M88
#[test]
fn two_miners_redeem_at_two_providers_of_whom_one_does_not_answer() {
	execute(|| {
		block(&by("miner"), || {
			assert_ok!(attach("bob"));
			assert_ok!(attach("carol"));
		});
		block(&by("other"), || {
			assert_ok!(attach("bob"));
		});
		assert_eq!(Incentives::bonuses_at(account("bob"), None, 9).len(), 2);
		for (name, bonus) in [("miner", 0), ("miner", 1), ("other", 2)] {
			assert_ok!(send(name, Call::redeem_bonus { bonus }));
		}
		assert_ok!(send("bob", Call::answer_bonus { bonus: 2, result: Hash::repeat_byte(2) }));
		assert_ok!(send("bob", Call::answer_bonus { bonus: 0, result: Hash::repeat_byte(1) }));
		go_to(20);
		let mut outcomes = Vec::new();
		for bonus in 0..3 {
			forget_events();
			assert_ok!(send("dave", Call::remove_bonus { bonus }));
			outcomes.extend(events().into_iter().filter_map(|event| match event {
				crate::Event::BonusRemoved { outcome, .. } => Some(outcome),
				_ => None,
			}));
		}
		assert_eq!(outcomes, [Outcome::Answered, Outcome::Unanswered, Outcome::Answered]);
		assert_eq!(Incentives::standing(account("bob")), Standing { answered: 2, ..Default::default() });
		assert_eq!(Incentives::standing(account("carol")), Standing { unanswered: 1, ..Default::default() });
		assert_eq!((held("bob").1, held("carol").1, Bonuses::<Test>::iter().count()), (0, 0, 0));
	});
}
