use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, Permill};

use super::{UNSIGNED, deposit};
use crate::{
	Arbitration, Call, CommitteeTemplates, Error, Event, MAX_RULES, NextTemplate, Publisher, Template, Templates,
	TemplatesOf, TermsOf, mock::*,
};

fn publish(terms: TermsOf<Test>) -> Call<Test> {
	Call::publish_template { name: text("basic care"), terms }
}

fn retire(template: u32) -> Call<Test> {
	Call::retire_template { template }
}

fn committee(call: Call<Test>) -> Result<(), DispatchError> {
	send_from(RuntimeOrigin::root(), call)
}

#[test]
fn a_provider_publishes_and_retires() {
	ExtBuilder::default().with_deposits().build_and_execute(|| {
		let before = deposit("bob");
		assert_ok!(send("bob", publish(arbitrated())));
		let held = Maintenance::deposits().template;
		assert_eq!((held, deposit("bob") - before), (2 * ITEM, 2 * ITEM));
		let publisher = Publisher::Provider(account("bob"));
		let template = Template {
			publisher: publisher.clone(),
			name: text("basic care"),
			terms: arbitrated(),
			published_at: 1,
			deposit: held,
		};
		assert_eq!(Templates::<Test>::get(0), Some(template));
		assert!(TemplatesOf::<Test>::contains_key(&publisher, 0));
		assert_eq!(events(), [Event::TemplatePublished { template: 0, publisher: publisher.clone() }]);

		System::reset_events();
		assert_ok!(send("bob", retire(0)));
		assert_eq!((Templates::<Test>::get(0), deposit("bob")), (None, before));
		assert_eq!(events(), [Event::TemplateRetired { template: 0 }]);
		assert_noop!(send("bob", retire(0)), Error::<Test>::TemplateNotFound);
		assert_eq!(NextTemplate::<Test>::get(), 1, "a number is given out once");
	});
}

#[test]
fn the_deposit_counts_the_bytes_of_the_terms() {
	DepositPerByte::set(1);
	ExtBuilder::default().build_and_execute(|| {
		let rule = service_rule(1, 1);
		let one = terms(rules([rule.clone()]));
		let many = terms(vec![rule.clone(); MAX_RULES as usize].try_into().expect("most"));
		let before = deposit("bob");
		assert_ok!(send("bob", publish(one)));
		let small = deposit("bob") - before;
		assert_ok!(send("bob", publish(many)));
		let large = deposit("bob") - before - small;
		let size = codec::Encode::encoded_size(&rule) as u128;
		assert_eq!(large - small, 15 * size);
		assert_ok!(send("bob", retire(0)));
		assert_ok!(send("bob", retire(1)));
		assert_eq!(deposit("bob"), before);
	});
	DepositPerByte::set(0);
}

#[test]
fn the_committee_publishes_a_few_without_a_deposit() {
	ExtBuilder::default().with_deposits().build_and_execute(|| {
		assert_ok!(committee(publish(terms(table1_rules()))));
		assert_eq!(Templates::<Test>::get(0).map(|found| found.deposit), Some(0));
		assert_ok!(committee(publish(terms(table1_rules()))));
		assert_noop!(committee(publish(terms(table1_rules()))), Error::<Test>::TooManyTemplates);
		assert_noop!(send("bob", retire(0)), Error::<Test>::NotPublisher);
		assert_ok!(committee(retire(0)));
		assert_eq!(CommitteeTemplates::<Test>::get(), 1);
		assert_ok!(committee(publish(terms(table1_rules()))));
	});
}

#[test]
fn nobody_else_publishes_or_retires() {
	ExtBuilder::default().build_and_execute(|| {
		for name in ["alice", "eve", "robot", "nobody"] {
			assert_noop!(send(name, publish(terms(table1_rules()))), Error::<Test>::NotServiceProvider);
		}
		assert_ok!(send("bob", publish(terms(table1_rules()))));
		for name in ["alice", "dave", "eve", "robot"] {
			assert_noop!(send(name, retire(0)), Error::<Test>::NotPublisher);
		}
		assert_noop!(committee(retire(0)), Error::<Test>::NotPublisher);
		assert_noop!(send("bob", retire(1)), Error::<Test>::TemplateNotFound);
		assert_noop!(send_from(RuntimeOrigin::none(), publish(terms(table1_rules()))), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::none(), retire(0)), UNSIGNED);
	});
}

#[test]
fn terms_without_sense_are_refused_by_name() {
	ExtBuilder::default().build_and_execute(|| {
		let refuse = |terms: TermsOf<Test>, error: Error<Test>| {
			assert_noop!(send("bob", publish(terms)), error);
		};
		let good = || terms(table1_rules());
		refuse(TermsOf::<Test> { response_blocks: 0, ..good() }, Error::ZeroResponse);
		refuse(TermsOf::<Test> { response_blocks: 1_001, ..good() }, Error::ResponseTooLong);
		refuse(terms(rules([])), Error::NoRules);
		refuse(terms(rules([part_rule(1, 1, "belt", 1, 1)])), Error::UnknownPart);
		refuse(terms(rules([part_rule(1, 1, "bearing", 0, 1)])), Error::ZeroQuantity);
		for shares in [
			milestones([50]),
			milestones([50, 51]),
			milestones([100, 0]),
			vec![Permill::from_parts(999_999)].try_into().expect("one"),
			milestones([100; 8]),
		] {
			refuse(TermsOf::<Test> { milestones: shares, ..good() }, Error::BadShares);
		}
		let named =
			|name, fee| TermsOf::<Test> { arbitration: Some(Arbitration { arbiter: account(name), fee }), ..good() };
		refuse(named("bob", 1), Error::BadArbiter);
		refuse(named("robot", 1), Error::BadArbiter);
		refuse(named("eve", 1_001), Error::FeeTooHigh);
		assert_ok!(send("bob", publish(named("eve", 1_000))));
		assert_ok!(send("bob", publish(named("eve", 0))));
		assert_ok!(send("bob", publish(TermsOf::<Test> { milestones: milestones([100]), ..good() })));
		assert_ok!(send("bob", publish(TermsOf::<Test> { milestones: milestones([1, 99]), ..good() })));
		let name = text("");
		assert_noop!(send("bob", Call::publish_template { name, terms: good() }), Error::<Test>::BadText);
		let name = vec![0xFF].try_into().expect("short");
		assert_noop!(send("bob", Call::publish_template { name, terms: good() }), Error::<Test>::BadText);
		// What the committee publishes names parts that some provider may have.
		assert_ok!(committee(publish(terms(rules([part_rule(1, 1, "belt", 1, 1)])))));
		assert_noop!(committee(publish(terms(rules([part_rule(1, 1, "", 1, 1)])))), Error::<Test>::BadText);
	});
}

#[test]
fn numbers_do_not_wrap_around_and_deposits_are_covered() {
	ExtBuilder::default().with_deposits().build_and_execute(|| {
		NextTemplate::<Test>::put(u32::MAX);
		assert_noop!(send("bob", publish(terms(table1_rules()))), Error::<Test>::NumbersExhausted);
		NextTemplate::<Test>::put(0);
		DepositPerItem::set(RICH / 2 + 1);
		assert_noop!(send("bob", publish(terms(table1_rules()))), Error::<Test>::InsufficientFunds);
		DepositPerItem::set(ITEM);
	});
}
