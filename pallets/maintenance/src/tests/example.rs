use bpiiot_primitives::Metric;
use frame_support::assert_ok;

use crate::{Call, mock::*};

#[test]
fn a_machine_that_shakes_calls_for_service_and_pays_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		// Alice wants bob to come when her robot vibrates by more than 100 g more than twice; bob agrees.
		assert_ok!(send("alice", propose(rules([service_rule(100, 2)]))));
		assert_ok!(send("bob", Call::accept_agreement { agreement: 0 }));
		assert_ok!(send("alice", Call::fund_budget { agreement: 0, amount: 2 * SERVICE }));

		// The robot reports. The third exceedance raises a request, and its price moves into escrow.
		let shaking = [1, 2, 3].map(|at| reading(Metric::Vibration, 101, at));
		assert_ok!(send("robot", report(0, shaking.to_vec())));
		assert_eq!(Maintenance::request(0).map(|request| request.escrow()), Some(SERVICE));

		// Bob comes and says that the job is done. Alice confirms, which pays him, and says how he did.
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_ok!(send("alice", rate(0, 5)));
		assert_eq!(Balances::free_balance(account("bob")), RICH + SERVICE);
	});
}
